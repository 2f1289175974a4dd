"""Three replicas on one PostgreSQL while processes are killed and stopped and the database restarts."""
