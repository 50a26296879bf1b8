"""Client-side views (Streamlit components v2): one folder each, and what they share.

Doors: ``view.View`` registers, sends and listens to a view; ``payload.pack`` writes a header and arrays as bytes;
``messages`` checks what views send. Each folder's ``__init__`` declares its view and has a typed function that draws
it.
"""
