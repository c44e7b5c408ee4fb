<?php
// PHP's xmlrpc extension, which encodes and decodes and leaves the transport to the program. It has no null.
// usage: php client.php RUN.json

[, $file] = $argv;
$run = json_decode(file_get_contents($file), false, 64, JSON_THROW_ON_ERROR);
$saved = [];

/** The value as a PHP program holds it. */
function plain(object $arg): mixed
{
    global $run, $saved;
    if (isset($arg->ref)) {
        return $saved[$arg->ref] ?? $run->{$arg->ref};
    }
    return match ($arg->type) {
        'list', 'template' => (array) $arg->set + $saved[$arg->type],
        'entries' => entries($arg->value),
        'records' => array_map(fn ($record) => ['data' => entries($record->data)] + (array) $record, $arg->value),
        default => scalar($arg->type, $arg->value),
    };
}

function scalar(string $type, mixed $value): mixed
{
    if ($type !== 'dateTime' || $value === null) {
        return $value;
    }
    $date = str_replace(['-', 'Z'], '', $value);
    xmlrpc_set_type($date, 'datetime');
    return $date;
}

/** Fields as an array with keys, the way a PHP program has them. */
function entries(?array $entries): ?array
{
    return $entries === null
        ? null
        : array_combine(array_column($entries, 'key'), array_map(fn ($each) => scalar($each->type, $each->value), $entries));
}

function invoke(object $step): mixed
{
    global $run;
    $options = ['encoding' => 'utf-8', 'escaping' => 'markup'];
    $body = xmlrpc_encode_request($step->operation, array_map('plain', $step->args), $options);
    $http = ['method' => 'POST', 'header' => 'Content-Type: text/xml', 'content' => $body];
    $answer = file_get_contents($run->xmlRpc, false, stream_context_create(['http' => $http]));
    return xmlrpc_decode($answer, 'utf-8');
}

foreach ($run->steps as $step) {
    $value = invoke($step);
    if (is_array($value) && xmlrpc_is_fault($value)) {
        $outcome = ['fault' => ['code' => (string) $value['faultCode'], 'string' => $value['faultString']]];
    } else {
        if (isset($step->save)) {
            $saved[$step->save] = $value;
        }
        $outcome = ['value' => $value];
    }
    echo json_encode(['step' => $step->step] + $outcome, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
}
