"""Notices (信息发布): to the bureau, to sets of it, a branch or a group; when they go out, and who has read them."""
