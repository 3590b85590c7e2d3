"""What other departments are asked for and hand over, of Brightwater's job."""

from django.core.files.base import ContentFile

from accounts.models import Attachment


def make_departments_world(world):
    make_attachment(world)


def make_attachment(world):
    canary = world.job.title.split()[-1]
    file = ContentFile(canary.encode(), name=f"{canary}.txt")
    world.attachment = Attachment.objects.attach(
        world.job, world.client, file, world.people.ae, world.at
    )
