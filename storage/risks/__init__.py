"""Risk prevention (风险防控): signs, the self-check of one's own post, the risk points of each post, the duty of talks."""
