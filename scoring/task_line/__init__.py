"""A task in one line, /assign 第三支部 提交半年总结 10月30日: who is to do it, what, until when and how often."""
