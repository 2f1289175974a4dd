"""From the app to the workspace: the Web API methods, a module per family."""
