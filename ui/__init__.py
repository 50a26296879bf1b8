"""Everything that imports streamlit and serves several pages: settings, language, pictures, client-side views."""
