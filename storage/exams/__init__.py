"""Exams and contests (考试竞赛): the bank of questions, exams, daily practice, the group's question of the day, the ranking."""
