-- The packs of the build, in the order in which they are shown.
select
    pack_id,
    title,
    noun,
    nouns
from pack
order by position
