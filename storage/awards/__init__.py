"""Awards (荣誉奖励): honours of a person or a branch as facts with their dates. Nothing follows from them: no index, no colour."""
