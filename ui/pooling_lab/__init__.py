"""The activation and pooling lab's page: controls and request."""
