"""Statistics over the calls to language models that core holds."""
