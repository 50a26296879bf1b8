"""Small parts of pages that several rooms draw: tables and choices."""
