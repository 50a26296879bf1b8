"""The convolution lab's page: settings, request, payload, messages and what can be taken away."""
