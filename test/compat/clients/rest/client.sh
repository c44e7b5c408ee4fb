#!/bin/sh
# REST as curl in a shell calls it, the way the articles print it: -u, -H, -d and -X, and the number of the answer behind
# its text. Prints one line for each call.
url=$1 realm=$2 password=$3 client=$4 list=$5 key=$6
call() {
  method=$1 path=$2
  shift 2
  curl -s -w ' %{http_code}\n' -X "$method" -u "$realm:$password" -H "x-api-key: $client" \
    -H 'Accept: application/vnd.whatcounts-v1+json' -H 'Content-Type: application/json' "$@" "$url$path" |
    sed -E 's/.*"formatId":([0-9]+).*(...)$/formatId \1 \2/'
}
who='"email":"curl@family.example","firstName":"Ann"'
[ -z "$key" ] || who="$who,\"customerKey\":\"$key\""
call POST "/lists/$list?format=99" -d "{\"subscriberId\":0,$who}"
if [ -z "$key" ]; then
  message=/msg/send/Test%20list/Order%20mail/curl@family.example/Ann
else
  message=/msg/sendWithCustomerKey/Test%20list/Order%20mail/$key
fi
call POST "$message"
call POST "$message?format=2&campaignName=From%20curl&respectOptout=true&snapshot=0" -d ''
call POST "$message-not"
call GET '/lists?name=None'
