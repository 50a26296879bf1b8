"""The empty Streamlit app that others are measured against: a slider and a line of text."""

import streamlit as st

value = st.slider("Value", 0, 100, key="value")
st.write(f"The value is {value}.")
