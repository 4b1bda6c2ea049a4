"""What a phone has sent, read to its end first: nobody waits at the gate for a slow network."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData


async def sent_form(request: Request) -> FormData:
    return await request.form()


async def sent_body(request: Request) -> bytes:
    return await request.body()


SentForm = Annotated[FormData, Depends(sent_form)]
"""Stands first in a signature: what comes before a reading is there before it."""
SentBody = Annotated[bytes, Depends(sent_body)]
