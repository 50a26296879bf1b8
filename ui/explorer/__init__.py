"""The network explorer's page: settings, request, payload, messages and units."""
