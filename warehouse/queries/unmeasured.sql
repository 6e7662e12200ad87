-- Claims whose nearest count has no figure at their date, though others that they allow have one:
-- those, the first of them first.
select claim_id, list(definition_id order by position) filter (measured is not null)
from claim_evidence
join claim_verdict using (claim_id)
where moment = 'then' and definition_id is not null and role <> 'context' and not scorecard
group by claim_id
having not bool_or(role = 'primary' and measured is not null) and count(measured) > 0
