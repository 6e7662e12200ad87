-- What addresses ask for by its id: what it is called, and a sentence or more on it.
select 'claim' as kind, claim.claim_id as id, answer || ': ' || statement as name,
    explanation as about
from claim join claim_verdict using (claim_id)
union all
select 'document', document_id, title, ''
from document
union all
select 'signal', signal_id, title, caveat
from signal
union all
select 'definition', definition_id, title, ''
from definition
union all
select 'project', project_id, name, ''
from project
union all
select 'group', group_id, any_value(title), any_value(note)
from project_group group by group_id
union all
select 'source', source_id, title, attribution
from source
