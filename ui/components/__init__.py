"""Client-side views (Streamlit components v2): one folder each, and what they share."""
