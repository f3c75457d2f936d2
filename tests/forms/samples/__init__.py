"""One file a feature, called as its folder in handlers/: `async def fill_in(bureau)` fills in all its forms (`tests/forms/filling.py`).

    await bureau.fill("topic", "王芳")                                            # the form's name, and who fills it in
    await bureau.fill("opinion", "李雷", 1, sort="批评建议", about="赵敏")         # with the values of the button that begins it

The forms are saved, so that one may build on another: the topic that was opened is number 1. What no form makes is written
through storage's functions (`bureau.write()`). Usual questions answer themselves (`tests/forms/derived.py`); to reach a question that is
asked only after a certain answer, or where code of a feature's own asks, the answer is given by the question's name.
"""
