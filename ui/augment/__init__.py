"""The augmentation page: controls, preview, code and contradictions."""
