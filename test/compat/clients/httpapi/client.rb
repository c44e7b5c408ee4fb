# The HTTP API as Ruby programs of the time called it: fields in parts to an address with a lone question mark, the second
# word as a number, and lines whose second field is the address. Prints what it understood, as JSON.
require 'json'
require 'net/http'
require 'securerandom'
require 'uri'

URL, REALM, PASSWORD, LIST_ID, KEY = ARGV

def post(args)
  boundary = SecureRandom.hex(12)
  body = { 'realm' => REALM, 'pwd' => PASSWORD }.merge(args).map do |name, value|
    "--#{boundary}\r\nContent-Disposition: form-data; name=\"#{name}\"\r\n\r\n#{value}\r\n"
  end.join + "--#{boundary}--\r\n"
  uri = URI(URL + '?')
  answer = Net::HTTP.start(uri.host, uri.port) do |http|
    http.post(uri.request_uri, body, 'Content-Type' => "multipart/form-data; boundary=#{boundary}")
  end
  raise "status #{answer.code}" unless answer.code == '200'
  answer.body.force_encoding('UTF-8')
end

# The client and its code come first, where there are any.
def get(args)
  uri = URI(URL.sub('/bin', ''))
  uri.query = URI.encode_www_form({ 'api_client' => '', 'client_auth' => '' }.merge(args).merge('r' => REALM, 'p' => PASSWORD))
  answer = Net::HTTP.get_response(uri)
  raise "status #{answer.code}" unless answer.code == '200'
  answer.body.force_encoding('UTF-8')
end

def number(text)
  text =~ /^SUCCESS/ ? text.split(' ')[1].to_i : -1
end

email = 'ruby@family.example'
said = {}
fields = KEY == '' ? 'email,first' : 'email,customer_key,first'
names = KEY == '' ? email : "#{email},#{KEY}"
said['subscribed'] = post('cmd' => 'sub', 'list_id' => LIST_ID, 'data' => "#{fields}^#{names},Päivi").include?('SUCCESS:')
found = get('c' => 'find', 'email' => email).lines.map(&:split).find { |id, address| address == email && id =~ /\A\d+\z/ }
said['found'] = !found.nil?
said['missing'] = get('c' => 'find', 'email' => 'nobody@family.example')
said['newList'] = number(post('cmd' => 'excreatelist', 'list_name' => 'Made by Ruby')).positive?
said['badList'] = number(post('cmd' => 'getlistbyid', 'list_id' => '999999'))
said['badPassword'] = get('c' => 'find', 'email' => email, 'pwd' => 'wrong').downcase.start_with?('failure:')
data = KEY == '' ? "email^#{email}" : "email,customer_key^#{email},#{KEY}"
said['unsubscribed'] = get('c' => 'unsub', 'list_id' => LIST_ID, 'data' => data).include?('SUCCESS')
said['deleted'] = post('cmd' => 'delete', 'data' => data)
puts JSON.generate(said)
