"""Papers: minutes, sign-in sheets, results of votes and the like as DOCX. Plain facts and a template in, a file's bytes out."""
