"""The health index (党员健康指数): facts and a versioned rule file in, a verdict that explains itself out."""
