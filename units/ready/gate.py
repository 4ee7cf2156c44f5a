"""Texts about units that the gate watches; people and their telephones are the register's own."""

from zhaotong_portal.gate import guarding


def register():
    guarding.watch("units", leaving_out=("person",), contacts=("handover.incoming_phone",))
