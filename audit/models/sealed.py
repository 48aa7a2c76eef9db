"""The sealed log as Django reads it. Migrations 0003 and 0004 make its tables; only the sealer writes them."""

from __future__ import annotations

from django.db import models

from audit.models.event import Event


class Leaf(models.Model):
    """The number of an event in the log: without a gap, in the order of sealing."""

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.DO_NOTHING, related_name="leaf", db_constraint=False)

    class Meta:
        managed = False
        db_table = "audit_leaf"
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class Tile(models.Model):
    """Up to 256 hashes of the tree, 32 bytes each (`clients.dar_verify.tiles`)."""

    id = models.BigIntegerField(primary_key=True)
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        managed = False
        db_table = "audit_tile"

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """What was signed about the log: `note` as it was signed, `counts` the lines that it commits to."""

    id = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField()
    counts = models.TextField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "audit_checkpoint"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.size} entries at {self.signed_at:%Y-%m-%d %H:%M:%S}"


class Cosignature(models.Model):
    """What a witness signed about a checkpoint: a line of a signed note."""

    id = models.BigIntegerField(primary_key=True)
    checkpoint = models.ForeignKey(Checkpoint, models.DO_NOTHING, related_name="cosignatures", db_constraint=False)
    witness = models.TextField()
    line = models.TextField()
    cosigned_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "audit_cosignature"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.line


class Witness(models.Model):
    """How a witness was found when the sealer last asked it. `size` and `cosigned_at` are of what it last signed."""

    name = models.TextField(primary_key=True)
    asked_at = models.DateTimeField()
    size = models.BigIntegerField()
    cosigned_at = models.DateTimeField(null=True)
    trouble = models.TextField()

    class Meta:
        managed = False
        db_table = "audit_witness"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
