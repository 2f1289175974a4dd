"""The process's parts that need no socket: settings, manifest, signatures, logs, the story's eyes and judgement."""
