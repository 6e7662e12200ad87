with member as (
    -- each over the periods that have both
    select rival.project_id, sum(rival.numerator) as value, sum(own.numerator) as own_value
    from share as rival
    join share as own using (definition_id, period_start, period_end)
    where definition_id = '{definition}' and rival.rank is not null
        and own.project_id = '{subject_id}'
        and {periods}
    group by rival.project_id
)
select 1 + count(*) as measured
from member
where value > own_value
