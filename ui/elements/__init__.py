"""Small parts of pages that several rooms draw: ``page_link``, ``files``, ``table``, ``class_choice``, ``chart``."""
