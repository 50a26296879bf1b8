"""The visitor's picture: samples, upload, camera, link, and its squares."""
