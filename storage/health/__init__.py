"""The health index (党员健康指数): what goes into it, and what people decide about it."""
