select
    sum(value) filter (where project_id in {subject})::double
    / sum(value) filter (where project_id in {group}) as measured
{source}
    and {periods}
