"""Settings from the environment, shared by the Python services of Observatory.

Import from the submodules. The package itself stays empty so that ``variables``, which needs
nothing but the standard library, is cheap for a short-lived command such as a health check.
"""
