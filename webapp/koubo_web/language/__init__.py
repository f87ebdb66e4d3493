"""The second language: Japanese is what Koubo says, stores, prints and stamps; English is a reading.

A text of Koubo is a value. It is stored in histories, printed on papers that bear a seal and mailed,
and all of that is Japanese whoever looks. So no text is translated where it is made: a finished page
is read into English where it leaves the house (`page.py`), by a catalogue (`locale/en.po` of each
package) that is gathered from the very texts in templates and modules. A Japanese page costs nothing.
What people and cities wrote is no text of ours and stays as it is, marked as Japanese.
"""
