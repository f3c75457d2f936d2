"""The invented bureau 海滨县公安局: its people, what they have done in the past year, and how that gets into the bot's database."""
