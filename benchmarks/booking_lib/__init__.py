"""Parts of the booking benchmark."""
