"""The explanations on the classify page: methods, units, neighbours, made pictures and the brush."""
