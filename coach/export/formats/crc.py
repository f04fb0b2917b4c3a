"""Checksums (CRC) from zero, the highest bit first; zero over data that end with their own checksum."""

from functools import cache

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def crc(data: bytes | bytearray, bits: int, polynomial: int) -> int:
    """Compute the checksum of so many bits."""
    checksum, table = 0, _table(bits, polynomial)
    for byte in data:
        checksum = (checksum << 8) & (1 << bits) - 1 ^ table[checksum >> bits - 8 ^ byte]
    return checksum


def mirrored_crc(data: bytes | bytearray, bits: int, polynomial: int) -> int:
    """Compute the same with the lowest bit first, in the data and in the checksum."""
    return int(f"{crc(data.translate(_MIRRORED), bits, polynomial):0{bits}b}"[::-1], 2)


@cache
def _table(bits: int, polynomial: int) -> tuple[int, ...]:
    """Compute the checksum of each byte."""
    table = []
    for byte in range(256):
        checksum = byte << bits - 8
        for _ in range(8):
            checksum = checksum << 1 ^ (polynomial if checksum >> bits - 1 else 0)
            checksum &= (1 << bits) - 1
        table.append(checksum)
    return tuple(table)
