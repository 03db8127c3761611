#!/usr/bin/env python3
"""Makes the fonts that the program uses from the release of Inter 3.19 as OpenType/CFF.

    pip install fonttools brotli
    python3 assets/fonts/make.py FOLDER-OF-Inter-Regular.otf-AND-Inter-Bold.otf

For each weight two files with the glyphs of Latin, Greek, Cyrillic, punctuation, arrows and mathematics:

* NAME.ttf, which measures and draws text in charts, and of which every chart carries the glyphs that it needs. It has no hinting and
  no layout rules: text is as wide as its glyphs, whoever sets it.
* NAME.woff2, for pages, with fewer glyphs. It has kerning.

Outlines are TrueType's, since browsers print those as fonts, and CFF as drawings of each glyph.
The bytes depend on the versions of fonttools and brotli; these here are of fonttools 4.68.0 and brotli 1.2.1.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

# Largest distance between a curve and its replacement, in units of the em, which has 2816.
TOLERANCE = 2.0

# What charts may have to write: names of scenarios, arms and players.
CHARTS = [
    (0x0020, 0x007E),  # Latin
    (0x00A0, 0x024F),
    (0x02B0, 0x02FF),  # modifier letters
    (0x0300, 0x036F),  # marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x052F),  # Cyrillic
    (0x1E00, 0x1EFF),  # more Latin, as for Vietnamese
    (0x2000, 0x209F),  # punctuation, raised and lowered figures
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x215F),  # letterlike, fractions
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x25A0, 0x25FF),  # shapes
    (0x2713, 0x2717),  # ticks and crosses
]

# What most pages write; a browser takes another font for the rest.
PAGES = [
    (0x0020, 0x007E),
    (0x00A0, 0x017F),
    (0x0391, 0x03C9),
    (0x0400, 0x045F),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x2070, 0x208E),
    (0x20AC, 0x20AC),
    (0x2190, 0x2195),
    (0x2200, 0x2265),
    (0x25B2, 0x25BC),
    (0x2713, 0x2717),
]


def narrowed(path, ranges, layout):
    """The font with the glyphs of some ranges alone."""
    options = subset.Options()
    options.layout_features = ["kern"] if layout else []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["DSIG", "meta", "STAT"] + ([] if layout else ["GDEF", "GPOS", "GSUB"])
    font = TTFont(path, recalcTimestamp=False)
    small = subset.Subsetter(options)
    small.populate(unicodes=[c for first, last in ranges for c in range(first, last + 1)])
    small.subset(font)
    return font


def with_quadratic_outlines(font):
    """Turns cubic outlines into quadratic ones."""
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        drawn[name] = pen.glyph()
    for table in ("CFF ", "VORG"):
        if table in font:
            del font[table]
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, drawn
    for name in order:
        drawn[name].recalcBounds(glyf)
    metrics = font["hmtx"]
    for name in order:
        metrics[name] = (metrics[name][0], getattr(drawn[name], "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
        "maxSizeOfInstructions maxComponentElements maxPoints maxContours maxCompositePoints "
        "maxCompositeContours maxComponentDepth"
    ).split():
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def main():
    source, target = Path(sys.argv[1]), Path(__file__).resolve().parent
    for name in ("Inter-Regular", "Inter-Bold"):
        for kind, ranges, layout in (("ttf", CHARTS, False), ("woff2", PAGES, True)):
            font = narrowed(source / f"{name}.otf", ranges, layout)
            with_quadratic_outlines(font)
            font.flavor = "woff2" if kind == "woff2" else None
            font.save(target / f"{name}.{kind}")


main()
