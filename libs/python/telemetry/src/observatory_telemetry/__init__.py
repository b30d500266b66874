"""What a Python service of Observatory shows of itself: logs, request ids, metrics and health."""
