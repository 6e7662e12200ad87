-- Claims that cannot be true together, and which of them the data favour.
--
-- grain: contradiction_id
--
-- contradiction_id  the contradiction
-- title             what it is about
-- kind              numeric, date, fact or ranking
-- severity          hard: never together; soft: only under different readings
-- why               why they cannot be true together
-- within            one document, or between documents
-- favours           a or b: one side is supported or open, the other refuted or outdated; neither:
--                   both are; both: both are supported; undecided: everything else
-- finding           what the data say, in a sentence
-- position          order in the file
select
    entry.contradiction_id,
    entry.title,
    entry.kind,
    entry.severity,
    entry.why,
    ruling.within,
    ruling.favours,
    words.finding,
    entry.position
from contradiction_entry as entry
join contradiction_ruling as ruling on ruling.contradiction_id = entry.contradiction_id
join contradiction_words as words on words.contradiction_id = entry.contradiction_id
