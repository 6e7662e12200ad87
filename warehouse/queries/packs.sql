-- The packs in the order in which they are shown, and how each calls what it measures.
select
    pack_id,
    title,
    noun,
    nouns
from pack
order by position
