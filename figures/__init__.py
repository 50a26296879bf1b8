"""Arrays → plotly figures and PNG bytes. Imports no streamlit."""
