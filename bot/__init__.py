"""The process: settings, assembly, HTTP, socket, jobs and the command line. It decides no scheduling rule."""
