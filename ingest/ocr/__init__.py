"""Recognition of pages that are pictures: a picture in, levelled lines with places and confidence out."""
