"""The digest of plain data that was signed: the same words in any order of keys give the same one."""

import hashlib
import json


def digest_of(content: dict) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
