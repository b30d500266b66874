"""Statistics over model calls: pure functions, from calls to numbers."""
