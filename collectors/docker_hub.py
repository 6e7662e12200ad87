"""Pulls and stars of Docker Hub images, as they stand on the day.

Source   https://hub.docker.com/v2/ (Docker, Inc.)
Unit     pulls since the image exists; stars now
Window   no history: the counters are worth their differences, if we ask often enough
"""

from collectors.machinery.ask import Answer, Ask, Lax, Rows
from collectors.machinery.client import Client


class Image(Lax):
    """What the API sends for one image."""

    namespace: str
    name: str
    pull_count: int
    star_count: int


def fetch(client: Client, ask: Ask) -> None:
    """Ask for every image, `owner/name`; official images are `library/name`."""
    for image in ask.names["docker"]:
        # 404: no image of that name, or hidden
        client.get(f"/repositories/{image.lower()}/", about={"image": image}, accept=[404])


def probe(client: Client) -> None:
    """Ask for one image."""
    client.get("/repositories/library/hello-world/").read(Image)


def parse(answer: Answer) -> Rows:
    """Yield one row: the counters on the UTC day they were read."""
    if answer.status == 404:
        return
    image, body = answer.about["image"], answer.read(Image)
    if f"{body.namespace}/{body.name}".lower() != image.lower():
        answer.refuse(f"speaks of {body.namespace}/{body.name}, asked was {image}")
    yield "docker_hub", (answer.fetched_at.date(), image, body.pull_count, body.star_count)
