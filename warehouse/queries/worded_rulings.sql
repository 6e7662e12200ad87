-- Verdicts in codes, with the source whose collection would decide one, and whether it can be asked.
select
    ruling.*,
    coalesce(source.title, ruling.needs_source) as needs_title,
    coalesce(source.live, false) as needs_live
from ruling
left join source on source.source_id = ruling.needs_source
