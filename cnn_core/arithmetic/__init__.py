"""Every layer written out in numpy: windows, convolution, pooling, activations and kernels.

Imports numpy and nothing of ours; `ui/components/arithmetic/` mirrors it in JavaScript. Doors: `windows`,
`convolution`, `pooling`, `activation`, `kernels`.
"""
