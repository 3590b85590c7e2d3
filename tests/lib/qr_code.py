"""A QR code read back from its modules, as ISO/IEC 18004 lays them out; no errors are mended."""

from segno import consts

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MASKS = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2,
    lambda y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)


def read_back(matrix) -> bytes:
    """The bytes that a code of level M holds; `matrix` has a row of truths for each line."""
    version = (len(matrix) - 17) // 4
    data = iter(_bits(_unshuffled(_codewords(matrix, version), version)))
    content = b""
    while (mode := _number(data, 4)) not in {0, None}:
        content += _segment(data, mode, version)
    return content


def _segment(data, mode, version):
    small = version < 10
    if mode == 4:
        return bytes(_number(data, 8) for _ in range(_number(data, 8 if small else 16)))
    if mode == 2:
        return _alphanumeric(data, _number(data, 9 if small else 11))
    assert mode == 1, mode
    return _numeric(data, _number(data, 10 if small else 12))


def _alphanumeric(data, count):
    text = ""
    for _ in range(count // 2):
        first, second = divmod(_number(data, 11), 45)
        text += ALPHANUMERIC[first] + ALPHANUMERIC[second]
    return (text + (ALPHANUMERIC[_number(data, 6)] if count % 2 else "")).encode()


def _numeric(data, count):
    text = ""
    while count:
        digits = min(count, 3)
        text += f"{_number(data, (0, 4, 7, 10)[digits]):0{digits}d}"
        count -= digits
    return text.encode()


def _number(data, bits):
    found = [bit for _, bit in zip(range(bits), data, strict=False)]
    return int("".join(map(str, found)), 2) if len(found) == bits else None


def _bits(words):
    return (word >> shift & 1 for word in words for shift in range(7, -1, -1))


def _codewords(matrix, version):
    size = len(matrix)
    level_and_mask = int("".join(str(int(bool(bit))) for bit in matrix[8][:5]), 2) ^ 0b10101
    assert level_and_mask >> 3 == 0, "the level of error correction is not M"
    mask, fixed = MASKS[level_and_mask & 7], _fixed(size, version)
    bits = [
        int(bool(matrix[y][x])) ^ (mask(y, x) == 0) for y, x in _path(size) if (y, x) not in fixed
    ]
    return [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits) - 7, 8)]


def _path(size):
    columns = [x for x in range(size - 1, 0, -2) if x > 6] + [5, 3, 1]
    for turn, right in enumerate(columns):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        for y in rows:
            yield y, right
            yield y, right - 1


def _fixed(size, version):
    """The places of patterns, of the format and of the version, which hold no data."""
    far = size - 8
    places = {(6, x) for x in range(size)} | {(y, 6) for y in range(size)}
    places |= {(y, x) for y in range(9) for x in range(9)}
    places |= {(y, x) for y in range(9) for x in range(far, size)}
    places |= {(y, x) for y in range(far, size) for x in range(9)}
    marks = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for middle in {(y, x) for y in marks for x in marks} - corners:
        places |= {(middle[0] + y, middle[1] + x) for y in range(-2, 3) for x in range(-2, 3)}
    if version >= 7:
        places |= {(y, x) for y in range(6) for x in range(far - 3, far)}
        places |= {(x, y) for y in range(6) for x in range(far - 3, far)}
    return places


def _unshuffled(words, version):
    lengths = [
        info.num_data
        for info in consts.ECC[version][consts.ERROR_LEVEL_M]
        for _ in range(info.num_blocks)
    ]
    blocks, words = [[] for _ in lengths], iter(words)
    for place in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if place < length:
                block.append(next(words))
    return [word for block in blocks for word in block]
